/** Contract `any`: the same operations on narrower ranges. */
import { hex } from '../../../text/hex.ts';
import { buildScope } from '../build-scope.ts';
import type { Scope } from '../environment/scope.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import { pageBytes } from '../machine/geometry.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemCandidates, VmemDraft, VmemTrial } from './vmem-draft.ts';
import { type Window, windowOfOperation, windowStart } from './vmem-draft.ts';

/** More points than a scope may have. */
const pointsMax = 64;

interface EdgeMove {
  readonly window: Window;
  readonly edge: 'start' | 'end';
  /** The address to move, and its target. */
  readonly from: number;
  readonly to: number;
}

/** Halves first, then smaller pieces, down to a page; each edge of one operation, then of all equal ones. */
export function* narrowerRanges({ draft }: VmemTrial): VmemCandidates {
  if (draft.request.contract === 'any') yield* narrower(draft, buildScope(draft.request));
}

function* narrower(draft: VmemDraft, scope: Scope): VmemCandidates {
  const { request, operations } = draft;
  for (const [at, operation] of operations.entries()) {
    for (const move of movesOf(operation)) {
      const widened = withPoint(request, scope, move);
      if (widened === null) continue;
      for (const isMoved of groupsOf(operations, operation, move)) {
        yield {
          ...draft,
          request: widened,
          operations: operations.map((other, index) =>
            index === at || isMoved(other) ? moved(other, move) : other,
          ),
        };
      }
    }
  }
}

function movesOf(operation: VmemScheduledOperation): EdgeMove[] {
  const [start, end] = [Number(operation.start), Number(operation.end)];
  const window = windowOfOperation(operation);
  const moves: EdgeMove[] = [];
  for (let pages = Math.floor((end - start) / pageBytes / 2); pages >= 1; pages >>= 1) {
    const bytes = pages * pageBytes;
    moves.push({ window, edge: 'end', from: end, to: end - bytes });
    moves.push({ window, edge: 'start', from: start, to: start + bytes });
  }
  return moves;
}

type Chosen = (operation: VmemScheduledOperation) => boolean;

/** Alone; with all that have the same range; with all ranges that start or end at this address. */
function groupsOf(
  operations: readonly VmemScheduledOperation[],
  { start, end }: VmemScheduledOperation,
  { window, edge, from }: EdgeMove,
): Chosen[] {
  const here: Chosen = (other) => windowOfOperation(other) === window;
  const groups: Chosen[] = [
    () => false,
    (other) => here(other) && other.start === start && other.end === end,
    (other) => here(other) && Number(other[edge]) === from,
    (other) => here(other) && (Number(other.start) === from || Number(other.end) === from),
  ];
  const sizes = groups.map((group) => operations.filter(group).length);
  return groups.filter(
    (_, index) => index === 0 || sizes[index] > Math.max(1, ...sizes.slice(1, index)),
  );
}

function moved(operation: VmemScheduledOperation, { from, to }: EdgeMove): VmemScheduledOperation {
  const at = (text: string | undefined): string => {
    const address = Number(text);
    return hex(address === from ? to : address);
  };
  return { ...operation, start: at(operation.start), end: at(operation.end) };
}

/** If a scope has explicit points, the address must be one of them; null if there are too many. */
function withPoint(
  request: ScopeConfig,
  scope: Scope,
  { window, to }: EdgeMove,
): ScopeConfig | null {
  const field = `${window}Points` as const;
  const points = request[field];
  const page = (to - windowStart(scope, window)) / pageBytes;
  if (points.length === 0 || points.includes(page)) return request;
  if (points.length === pointsMax) return null;
  return { ...request, [field]: [...points, page].sort((a, b) => a - b) };
}
