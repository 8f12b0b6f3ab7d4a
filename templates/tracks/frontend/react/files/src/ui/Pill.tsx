import { Icon, type IconName } from './Icon';

export interface PillLook {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: 'good' | 'wait' | 'bad' | 'plain';
}

/** A state in a word and a sign; its colour only repeats them. */
export function Pill({ word, icon, tone }: PillLook) {
  return (
    <span className={`pill ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
