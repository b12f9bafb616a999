/** Mistakes that only a program of a C source can make: no step of the machine shows them. */
import { type FaultName, fault, Op } from '../kernel/request.ts';
import { type RewriterOf, replacing, type StepRequest, type VmemMutant } from './mutant.ts';
import { afterFailure } from './thread-mutants.ts';

// A program yields the same request object again and again: these are copies.
const ends = (name: FaultName): StepRequest => ({ ...fault(name) });

function faulty(id: string, mistake: string, rewriter: RewriterOf): VmemMutant {
  return { id, mistake, origin: 'systematic', rewriter };
}

export const faultMutants: readonly VmemMutant[] = [
  faulty(
    'memmap-without-protection',
    'memmap is mapped without its protection bits',
    replacing(
      ({ op }) => op === Op.setMemmap,
      () => [ends('malformed')],
    ),
  ),
  faulty(
    'scan-without-end',
    'the scan of the entries of a table never reaches the last one',
    replacing(
      ({ op }) => op === Op.scanTable,
      () => [ends('endless')],
    ),
  ),
  faulty(
    'address-after-clear',
    'the address of a table is read after its entry was cleared',
    replacing(
      ({ op, arg }) => op === Op.freeTable || (op === Op.freeHeld && arg === 1),
      (request) =>
        request.op === Op.freeHeld
          ? [ends('cleared')]
          : [{ ...request, op: Op.clear, arg: 0 }, ends('cleared')],
    ),
  ),
  faulty(
    'error-without-value',
    'after a failed allocation an error is returned that was never set',
    afterFailure((_request, isFirst) => (isFirst ? { instead: [ends('undefined')] } : 'issue')),
  ),
];
