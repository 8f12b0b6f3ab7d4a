/** What the engine needs from a device. Everything else about phones, browsers and tests stays behind these. */
import type { Op } from '../domain/op';
import type { PullAnswer, PushAnswer } from '../domain/protocol';

export type Param = string | number | null;

export interface Sql {
  all<Row>(sql: string, ...params: Param[]): Promise<Row[]>;
  run(sql: string, ...params: Param[]): Promise<void>;
}

/** One database, one queue: a read never sees half of a write, and two writes never interleave. */
export interface Db {
  all<Row>(sql: string, ...params: Param[]): Promise<Row[]>;
  /** All of it is kept, or nothing of it. */
  write<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}

export interface Transport {
  push(device: string, ops: readonly Op[]): Promise<PushAnswer>;
  pull(device: string, after: number): Promise<PullAnswer>;
}

export interface Clock {
  now(): number;
  /** Calls once, after this many milliseconds, unless cancelled. */
  later(ms: number, call: () => void): () => void;
}

export type NetworkKind = 'none' | 'mobile' | 'wifi' | 'unknown';

export interface Network {
  kind(): Promise<NetworkKind>;
  onChange(call: (kind: NetworkKind) => void): () => void;
}

/** Keeps the token: the key store of a phone, the memory of a browser tab. */
export interface Vault {
  read(): Promise<string | undefined>;
  write(token: string | undefined): Promise<void>;
}

export type NewId = () => string;
export type Random = () => number;
