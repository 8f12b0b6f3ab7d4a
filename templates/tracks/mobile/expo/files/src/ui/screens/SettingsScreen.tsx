/** Where the server is, and who this device is. */
import { useEffect, useState } from 'react';
import { settingsSchema } from '../../config';
import { Field } from '../Field';
import { Body, Button, Card, Screen } from '../Parts';
import { useServices } from '../services';

export function SettingsScreen({ onBack }: { readonly onBack: () => void }) {
  const { words, settings, keepServer, vault, engine, device } = useServices();
  const [server, setServer] = useState(settings.server);
  const [token, setToken] = useState('');
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    void vault.read().then((kept) => setToken(kept ?? ''));
  }, [vault]);

  const save = async () => {
    const judged = settingsSchema.shape.server.safeParse(server);
    setFault(judged.success ? undefined : judged.error.issues[0]?.message);
    if (!judged.success) return;
    await keepServer(judged.data);
    await vault.write(token === '' ? undefined : token);
    onBack();
    await engine.wake('manual');
  };

  return (
    <Screen heading={words.settings.heading} onBack={onBack}>
      <Body>
        {words.settings.device} {words.who(device)}
      </Body>
      <Field label={words.settings.server} value={server} fault={fault} onChange={setServer} />
      <Field label={words.settings.token} value={token} secret onChange={setToken} />
      <Button label={words.settings.save} onPress={() => void save()} />
      {settings.development && (
        <Card>
          <Body>{words.settings.network}</Body>
          <Body quiet>{words.settings.networkHint}</Body>
        </Card>
      )}
    </Screen>
  );
}
