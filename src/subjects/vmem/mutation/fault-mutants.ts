/** Mistakes that only a program from a C source can make: no step of the machine shows them. */
import { clear, fault } from '../kernel/ask.ts';
import { Op, type RequestOf } from '../kernel/request.ts';
import { replacing, systematic, type VmemMutant } from './mutant.ts';
import { afterFailure } from './thread-mutants.ts';

export const faultMutants: readonly VmemMutant[] = [
  systematic(
    'memmap-without-protection',
    'memmap is mapped without its protection bits',
    replacing(
      (request) => request.op === Op.setMemmap,
      () => [fault('malformed')],
    ),
  ),
  systematic(
    'scan-without-end',
    'the scan of the entries of a table never reaches the last one',
    replacing(
      (request) => request.op === Op.scanTable,
      () => [fault('endless')],
    ),
  ),
  systematic(
    'address-after-clear',
    'the address of a table is read after its entry was cleared',
    replacing(
      (request): request is RequestOf<'freeTable' | 'freeHeld'> =>
        request.op === Op.freeTable || (request.op === Op.freeHeld && request.isTable),
      (request) =>
        request.op === Op.freeTable
          ? [clear(request.table, request.level, request.va), fault('cleared')]
          : [fault('cleared')],
    ),
  ),
  systematic(
    'error-without-value',
    'after a failed allocation an error is returned that was never set',
    afterFailure((_request, isFirst) => (isFirst ? { instead: [fault('undefined')] } : 'issue')),
  ),
];
