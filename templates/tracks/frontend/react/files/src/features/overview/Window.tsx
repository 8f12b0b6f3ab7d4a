import { useNavigate } from '@tanstack/react-router';
import { CURRENCIES, type Currency } from '../../domain/money';
import { WINDOWS } from './search';
import { Field } from '../../ui/Field';

/** Which currency and how many days; the choice lives in the address, so it can be sent to a colleague. */
export function WindowChoice({ currency, days }: { currency: Currency; days: number }) {
  const navigate = useNavigate();
  const choose = (search: { currency: Currency; days: number }) => {
    void navigate({ to: '/', search, replace: true, resetScroll: false });
  };
  return (
    <div className="choices">
      <Field label="Currency">
        {(wiring) => (
          <select
            {...wiring}
            value={currency}
            onChange={(event) => {
              choose({ currency: event.target.value as Currency, days });
            }}
          >
            {CURRENCIES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Window">
        {(wiring) => (
          <select
            {...wiring}
            value={days}
            onChange={(event) => {
              choose({ currency, days: Number(event.target.value) });
            }}
          >
            {WINDOWS.map((one) => (
              <option key={one} value={one}>
                {one} days
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
