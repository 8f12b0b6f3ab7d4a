/** The part of sql.js that the tests use. */
declare module 'sql.js' {
  export interface Statement {
    step(): boolean;
    getAsObject(): Record<string, unknown>;
    free(): void;
  }
  export class Database {
    constructor(bytes?: Uint8Array);
    prepare(sql: string, params?: readonly (string | number | null)[]): Statement;
    run(sql: string, params?: readonly (string | number | null)[]): Database;
    export(): Uint8Array;
  }
  export default function initSqlJs(): Promise<{ Database: typeof Database }>;
}
