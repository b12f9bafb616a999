/** The value of an entry after a write. */
import { Op, type RequestOf } from '../kernel/request.ts';
import { identityEntry } from './objects.ts';

/** Requests that write an entry. */
export type WriteRequest = RequestOf<'setTable' | 'setIdentity' | 'setMemmap' | 'replaceLeaf'>;

export function entryWrittenBy(request: WriteRequest): number {
  if (request.op === Op.setIdentity) return identityEntry;
  return request.op === Op.setMemmap ? request.memmap : request.child;
}
