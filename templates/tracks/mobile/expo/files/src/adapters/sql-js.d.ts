/** The part of sql.js that the tests use. */
declare module 'sql.js' {
  export interface Statement {
    bind(params: readonly (string | number | null)[]): boolean;
    step(): boolean;
    getAsObject(): Record<string, unknown>;
    reset(): void;
  }
  export class Database {
    constructor(bytes?: Uint8Array);
    run(sql: string): void;
    prepare(sql: string): Statement;
    export(): Uint8Array;
  }
  export default function initSqlJs(): Promise<{ Database: typeof Database }>;
}
