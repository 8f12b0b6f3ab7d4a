/** Devices that push without a pause and keep an exact record of what they were told. */
import { chance } from '../server/seed';
import { pushAnswerSchema } from '../src/domain/protocol';

export interface Sent {
  readonly id: string;
  readonly noteId: string;
  readonly body: string;
  answered: boolean;
}

export class Device {
  readonly sent: Sent[] = [];
  readonly #name: string;
  readonly #roll: () => number;
  /** Sent and not answered: the next push begins with these, under the same ids. */
  #waiting: Sent[] = [];
  #count = 0;

  constructor(number: number) {
    this.#name = `drill-device-${number}`;
    this.#roll = chance(number + 1);
  }

  /** Pushes until the connection breaks; resolves when it does. */
  async pushUntilItBreaks(server: string): Promise<void> {
    for (;;) {
      const batch = [...this.#waiting];
      const fresh = 1 + Math.floor(this.#roll() * 5);
      for (let n = 0; n < fresh; n += 1) {
        this.#count += 1;
        const id = `${this.#name}-${this.#count}`;
        batch.push({ id, noteId: `note-${id}`, body: `reading ${this.#count}`, answered: false });
      }
      this.#waiting = batch.slice(0, 50);
      for (const one of this.#waiting) if (!this.sent.includes(one)) this.sent.push(one);
      if (!(await this.#push(server))) return;
    }
  }

  async #push(server: string): Promise<boolean> {
    const ops = this.#waiting.map(({ id, noteId, body }) => ({
      id,
      noteId,
      base: 0,
      patch: { site: 'Dairy, cold store', title: 'Compressor', body, state: 'ok' },
      resolves: [],
    }));
    let said: unknown;
    try {
      const answer = await fetch(`${server}/v1/push`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ device: this.#name, ops }),
      });
      said = await answer.json();
    } catch {
      return false;
    }
    const merged = new Set(
      pushAnswerSchema
        .parse(said)
        .verdicts.filter(({ verdict }) => verdict === 'merged')
        .map(({ id }) => id),
    );
    for (const one of this.#waiting) one.answered ||= merged.has(one.id);
    this.#waiting = this.#waiting.filter(({ answered }) => !answered);
    return true;
  }
}
