// Compiled, not run: what callers write in TypeScript.
import { Counter, Plan, RequestCount, UllageError, count, countRequest, plan } from 'ullage';

const counter = new Counter('claude-opus-5', { catalog: '{}' });
const tokens: number = counter.count('hello') + count(new Uint8Array(3), 'claude-opus-5');
const later: Promise<number> = counter.countAsync(new Uint8Array([104]));
const found: RequestCount = countRequest({ messages: [] }, { betas: ['a'], asOf: '2026-01-31' });
const planned: Plan = plan('{}', { maxTokens: 5, remedies: 'always' });
const verdict: 'fits' | 'fits_may_be_cut' | 'may_be_refused' | 'refused' | 'unknown' = planned.verdict;
const ledger = counter.ledger({});
ledger.append({ role: 'user', content: 'Hello' });
const believed: boolean = ledger.appendAnswer({ role: 'assistant', content: 'Hi' }, { input_tokens: 9, output_tokens: 3 });
const left: number = ledger.headroom + ledger.state.window;
export const reconciled: Promise<string | null> =
  counter.reconcile(async () => ({ input_tokens: 9 }), [{ messages: [] }]).then((said) => said.calibration);
export function remedy(error: unknown): string | undefined {
  return error instanceof UllageError ? error.remedy : undefined;
}
export const all = [believed, tokens, later, found.parts[0]?.basis, verdict, left, counter.chunks('a', 3)[0]?.text];
