/** Locking mistakes that are visible only if another thread interleaves. */
import { lock, unlock } from '../kernel/ask.ts';
import { Lock, Op, type Request } from '../kernel/request.ts';
import { Trait } from '../steps/step-row.ts';
import { hasTrait } from '../steps/steps.ts';
import type { Rewriting } from './mutant.ts';
import { knowingFailure, type RewriterOf, systematic, type VmemMutant } from './mutant.ts';

/** The mutex is taken only before the first change, and earlier reads are trusted. */
const looksFirst: RewriterOf = () => {
  let isMissing = false;
  return {
    rewrite(request): Rewriting {
      if (request.op === Op.lock) {
        isMissing = true;
        return { answer: 0 };
      }
      if (!isMissing || hasTrait(request.op, Trait.readsTables)) return 'issue';
      isMissing = false;
      return request.op === Op.unlock
        ? { answer: 0 }
        : { instead: [lock(Lock.vmemMutex), request] };
    },
  };
};

/** The mutex is released for an allocation, which may sleep, and taken again afterwards. */
const dropsToAllocate: RewriterOf = () => {
  let isReleased = false;
  return {
    rewrite(request): Rewriting {
      const wasReleased = isReleased;
      isReleased = request.op === Op.alloc;
      if (isReleased) {
        return wasReleased ? 'issue' : { instead: [unlock(Lock.vmemMutex), request] };
      }
      if (!wasReleased) return 'issue';
      return request.op === Op.unlock
        ? { answer: 0 }
        : { instead: [lock(Lock.vmemMutex), request] };
    },
  };
};

/** Rewrites requests of a call in which an allocation has failed. */
export const afterFailure =
  (rewrite: (request: Request, isFirst: boolean) => Rewriting): RewriterOf =>
  () => {
    let isFirst = true;
    return knowingFailure((request, failed) => {
      if (!failed) return 'issue';
      const rewriting = rewrite(request, isFirst);
      isFirst = false;
      return rewriting;
    });
  };

/** mem_hotplug_lock is also taken inside vmem_mutex. */
const takesAnotherInside: RewriterOf = () => ({
  rewrite(request): Rewriting {
    if (request.op === Op.lock) return { instead: [request, lock(Lock.hotplug)] };
    return request.op === Op.unlock ? { instead: [unlock(Lock.hotplug), request] } : 'issue';
  },
});

export const threadMutants: readonly VmemMutant[] = [
  systematic(
    'looks-before-lock',
    'entries are read before vmem_mutex is taken, and trusted afterwards',
    looksFirst,
  ),
  systematic(
    'unlocked-to-allocate',
    'vmem_mutex is released to allocate, and nothing is read again afterwards',
    dropsToAllocate,
  ),
  systematic(
    'unlock-forgotten',
    'vmem_mutex is not released after a failure',
    afterFailure((request) => (request.op === Op.unlock ? { answer: 0 } : 'issue')),
  ),
  systematic(
    'locked-again',
    'the clean-up after a failure takes vmem_mutex, which its caller holds',
    afterFailure((request, isFirst) =>
      isFirst ? { instead: [lock(Lock.vmemMutex), request] } : 'issue',
    ),
  ),
  systematic('locks-inverted', 'mem_hotplug_lock is taken inside vmem_mutex', takesAnotherInside),
];
