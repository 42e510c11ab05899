/** How a number was obtained. */
export type Basis = 'exact' | 'modelled' | 'assumed' | 'calibrated' | 'measured';
export type Text = string | Uint8Array;
/** A request body: an object, or JSON. */
export type Body = object | Text;

/** A number of tokens with what is known of its truth. Compare limits with `upper`. */
export interface TokenCount {
  tokens: number;
  lower: number;
  upper: number;
  basis: Basis;
  /** The day that was counted for, such as "2026-11-21": the caller's, or the catalogue's. */
  as_of: string;
}

/** A part of a text; places are in UTF-16 code units. */
export interface Chunk { text: string; tokens: number; start: number; end: number }

export interface Part { path: string; role: string | null; kind: string; tokens: number; lower: number; upper: number; basis: Basis }
export interface Notice { code: string; at: string; message: string }

/** What `ullage count --request --json` writes. */
export interface RequestCount {
  schema_version: 2;
  model: string;
  model_is_default: boolean;
  family: string;
  /** The day that was counted for: the caller's, or the catalogue's. */
  as_of: string;
  input_tokens: number;
  lower: number;
  upper: number;
  basis: Basis;
  parts: Part[];
  notices: Notice[];
  [more: string]: unknown;
}

export type Verdict = 'fits' | 'fits_may_be_cut' | 'may_be_refused' | 'refused' | 'unknown';

/** What `ullage plan --json` writes. */
export interface Plan {
  schema_version: 2;
  verdict: Verdict;
  reason: string | null;
  model: string;
  model_is_default: boolean;
  input_tokens: number;
  lower: number;
  upper: number;
  basis: Basis;
  max_tokens: number;
  window: number;
  headroom: number;
  largest_max_tokens: number | null;
  remedies: { name: string; summary: string; freed: number; verdict: Verdict; [more: string]: unknown }[];
  [more: string]: unknown;
}

export interface CountOptions { model?: string; betas?: string[]; asOf?: string; assumeModel?: string }

export interface PlanOptions extends CountOptions {
  maxTokens?: number;
  window?: number;
  expectedOutput?: number;
  cachedTokens?: number;
  /** The share of requests of which "fits" may be false, 0.0001 to 0.5; without it the verdict goes by the upper bound. */
  risk?: number;
  platform?: 'api' | 'bedrock' | 'google' | 'foundry' | 'zenmux';
  endpoint?: 'messages' | 'batches' | 'count_tokens';
  remedies?: 'never' | 'where_needed' | 'always';
  /** How full the window may get before remedies are looked for: tokens, or "80%". */
  when?: number | string;
  /** Turns over which remedies are priced, 1 to 100; 10 unless given. */
  turns?: number;
  /** Whether `room` says what fits next. */
  next?: boolean;
  /** What so many parallel calls with this prefix may add, bring back and cost. */
  branches?: number;
  /** How long they wait at the account's limits of a minute. */
  rateTier?: 'start' | 'build' | 'scale';
}

export interface LedgerState extends Omit<TokenCount, 'tokens'> {
  input_tokens: number;
  max_tokens: number;
  window: number;
  headroom: number;
  messages: number;
  /** What the API counted at the last answer whose usage was believed. */
  measured: number | null;
  /** What the option `risk` makes the limit of the input; null without it. */
  risk: { asked: number; promised: number; limit: number; [more: string]: unknown } | null;
}

/** What the API gives with an answer. */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  [more: string]: unknown;
}

/** A conversation that grows; a step costs what is appended. */
export interface Ledger {
  append(message: Body): void;
  /** Appends an answer with the API's usage, from which the ledger counts on; whether it was believed. */
  appendAnswer(answer: Body, usage: Usage | Text): boolean;
  readonly state: LedgerState;
  readonly headroom: number;
  plan(): Plan;
}

/** A request that the API counts otherwise. */
export interface Difference extends Omit<TokenCount, 'tokens'> { index: number; model: string; counted: number; measured: number }
/** Requests of a model in which this rule leaves most doubt. */
export interface Correction { model: string; rule: string; observations: number; [more: string]: unknown }
export interface Reconciliation {
  requests: number;
  exact: number;
  inside: number;
  differences: Difference[];
  corrections: Correction[];
  /** Observed less often than the `needed` times. */
  pending: (Correction & { needed: number })[];
  /** A catalogue for `new Counter(model, { catalog })`; null where nothing was learned. */
  calibration: string | null;
}

/** Counts for one model: an id in any platform's spelling, or a family. Open it once and keep it. */
export class Counter {
  constructor(model?: string | null, options?: { catalog?: Text });
  readonly description: { model: string | null; family: string; model_is_default: boolean; as_of: string };
  count(text: Text): number;
  countAsync(text: Text): Promise<number>;
  countText(text: Text, options?: { asMessage?: boolean }): TokenCount;
  countBatch(texts: Iterable<Text>): number[];
  truncate(text: string, limit: number): string;
  chunks(text: string, limit: number): Chunk[];
  countRequest(body: Body, options?: CountOptions): RequestCount;
  countRequestAsync(body: Body, options?: CountOptions): Promise<RequestCount>;
  plan(body: Body, options?: PlanOptions): Plan;
  planAsync(body: Body, options?: PlanOptions): Promise<Plan>;
  reconcile(
    count: (body: object) => Promise<{ input_tokens: number }> | { input_tokens: number }, requests: Iterable<object>,
    options?: { betas?: string[] },
  ): Promise<Reconciliation>;
  ledger(body: Body, options?: PlanOptions): Ledger;
  models(): { id: string; [fact: string]: unknown }[];
}

/** An answer that could not be given. */
export class UllageError extends Error {
  readonly code: string;
  readonly at: string | null;
  readonly remedy: string;
}

export const version: string;
export function count(text: Text, model?: string): number;
export function countRequest(body: Body, options?: CountOptions): RequestCount;
export function plan(body: Body, options?: PlanOptions): Plan;
