/**
 * Judges requests by the contract itself: bodies and parameters are checked against the schemas of
 * contract/openapi.yaml, so this server cannot drift away from it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { isDay } from '../src/domain/days';
import { Refusal, type FieldError } from './problems';

interface Ref {
  readonly $ref: string;
}
export interface Schema {
  readonly type?: string;
  readonly [name: string]: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Response {
  readonly content?: Record<string, { readonly schema: Schema }>;
  readonly headers?: Record<string, Ref>;
}
export interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly (Parameter | Ref)[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Record<string, Response | Ref>;
}
type PathItem = Record<string, Operation> & { readonly parameters?: readonly (Parameter | Ref)[] };
interface Document {
  readonly paths: Record<string, PathItem>;
  readonly components: Record<string, Record<string, unknown>>;
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];
export const CONTRACT = join(import.meta.dirname, '..', 'contract', 'openapi.yaml');

const CODES: Record<string, string> = {
  required: 'missing',
  additionalProperties: 'unknown_field',
  type: 'type',
  minimum: 'too_small',
  maximum: 'too_large',
  minLength: 'too_short',
  maxLength: 'too_long',
  minProperties: 'too_short',
  pattern: 'pattern',
  format: 'format',
  enum: 'enum',
  const: 'enum',
};
const WORDS: Record<string, string> = {
  missing: 'This is required.',
  unknown_field: 'This field does not exist.',
  type: 'This has the wrong type.',
  too_small: 'This is too small.',
  too_large: 'This is too large.',
  too_short: 'This is too short.',
  too_long: 'This is too long.',
  pattern: 'This has a form that is not allowed.',
  format: 'This has a form that is not allowed.',
  enum: 'This is none of the allowed values.',
};

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export class Contract {
  readonly document = parse(readFileSync(CONTRACT, 'utf8')) as Document;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    this.#ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    this.#ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+00:00)$/);
    this.#ajv.addFormat('date', { type: 'string', validate: (text: string) => isDay(text) });
    this.#ajv.addVocabulary(['components']);
    this.#ajv.addSchema({ $id: 'contract', components: this.document.components });
  }

  routes(): Route[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation ? [{ method, path, operation }] : [];
      }),
    );
  }

  resolve<T extends object>(node: T | Ref): T {
    let found: unknown = node;
    while (typeof found === 'object' && found && '$ref' in found) {
      const parts = (found.$ref as string).slice(2).split('/');
      found = parts.reduce<unknown>(
        (at, part) => (at as Record<string, unknown>)[part],
        this.document,
      );
    }
    return found as T;
  }

  parameters(route: Route): Parameter[] {
    const shared = this.document.paths[route.path]?.parameters ?? [];
    return [...shared, ...(route.operation.parameters ?? [])].map((one) => this.resolve(one));
  }

  /** The validator of a schema; references lead into the one document that ajv knows. */
  validator(schema: Schema): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/', '"contract#/');
    let found = this.#validators.get(text);
    if (!found) {
      found = this.#ajv.compile(JSON.parse(text) as Schema);
      this.#validators.set(text, found);
    }
    return found;
  }

  faults(place: FieldError['in'], base: string, schema: Schema, value: unknown): FieldError[] {
    const validate = this.validator(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).flatMap((error) => toFault(place, base, error));
  }

  /** Reads parameters from their text; numbers are plain digits, so `1e1`, `+5` and ` 7 ` are refused. */
  readParameters(route: Route, path: Record<string, string>, query: URLSearchParams) {
    const values: Record<string, string | number> = {};
    const faults: FieldError[] = [];
    for (const parameter of this.parameters(route)) {
      if (parameter.in === 'header') continue;
      const { name, schema } = parameter;
      const text = parameter.in === 'path' ? path[name] : query.get(name);
      if (text === null || text === undefined) {
        if (parameter.required)
          faults.push(...toFault(parameter.in, `/${name}`, { keyword: 'required' }));
        else if (schema.default !== undefined) values[name] = schema.default as number;
        continue;
      }
      const value = schema.type === 'integer' && /^-?[0-9]{1,9}$/.test(text) ? Number(text) : text;
      const found = this.faults(parameter.in, `/${name}`, schema, value);
      if (found.length === 0) values[name] = value;
      faults.push(...found);
    }
    return { values, faults };
  }
}

function toFault(
  place: FieldError['in'],
  base: string,
  error: Pick<ErrorObject, 'keyword'> & Partial<ErrorObject>,
): FieldError[] {
  const code = CODES[error.keyword];
  // anyOf and if only repeat what their branches say.
  if (code === undefined) return [];
  const params = (error.params ?? {}) as { missingProperty?: string; additionalProperty?: string };
  const more = params.missingProperty ?? params.additionalProperty;
  const tail = more === undefined ? '' : `/${more.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const pointer = `${base}${error.instancePath ?? ''}${tail}`;
  return [
    {
      in: place,
      pointer: pointer === '' ? '/' : pointer,
      code,
      message: WORDS[code] ?? 'Not allowed.',
    },
  ];
}

export function refuseFaults(faults: readonly FieldError[]): void {
  if (faults.length === 0) return;
  const count = `${faults.length.toString()} ${faults.length === 1 ? 'field is' : 'fields are'} invalid.`;
  throw new Refusal('validation', count, { errors: faults });
}
