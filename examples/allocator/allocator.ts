/** A page allocator for two CPUs, which find a free page in a bitmap, take it, and free it. */
import {
  type Action,
  type DefinedSystem,
  defineSystem,
  flag,
  goal,
  invariant,
  list,
  range,
  type StateOf,
} from 'tablewalk';

const cpus = [0, 1];
const pages = [0, 1];
const noPage = -1;

const fields = {
  /** The bitmap. */
  isTaken: list(pages.length, flag()),
  /** By CPU: the free page that it found and will take. */
  found: list(cpus.length, range(noPage, pages.length - 1)),
  /** By CPU: the page that it owns. */
  owned: list(cpus.length, range(noPage, pages.length - 1)),
};

type State = StateOf<typeof fields>;

/** `isAtomic`: finding and taking a page is one access, as with test_and_set_bit(). */
export function allocator({ isAtomic }: { isAtomic: boolean }): DefinedSystem<State> {
  return defineSystem(fields, {
    actions: cpus.flatMap((cpu) => [
      ...(isAtomic ? takesAtOnce(cpu) : findsThenTakes(cpu)),
      frees(cpu),
    ]),
  });
}

/** The main claim. */
export const oneOwner = invariant<State>({
  id: 'one-owner',
  claim: 'No page is owned by two CPUs.',
  holds: ({ owned }) => owned[0] === noPage || owned[0] !== owned[1],
});

/** A page that is marked as taken but has no owner is lost. */
export const nothingLost = invariant<State>({
  id: 'nothing-lost',
  claim: 'A page is marked as taken only while a CPU owns it.',
  holds: ({ isTaken, owned }) => isTaken.every((taken, page) => !taken || owned.includes(page)),
});

/** An allocator that never returns a page would satisfy both claims. */
export const bothOwn = goal<State>({
  id: 'both-own',
  claim: 'Both CPUs can own a page at the same time.',
  reached: ({ owned }) => !owned.includes(noPage),
});

function findsThenTakes(cpu: number): Action<State>[] {
  return [
    ...pages.map((page) => ({
      name: `CPU ${cpu} finds page ${page} free`,
      when: ({ isTaken, found, owned }: State) =>
        owned[cpu] === noPage && found[cpu] === noPage && isTaken.indexOf(false) === page,
      effect: ({ found }: State) => {
        found[cpu] = page;
      },
    })),
    {
      name: `CPU ${cpu} takes what it found`,
      when: ({ found }) => found[cpu] !== noPage,
      effect: ({ isTaken, found, owned }) => {
        isTaken[found[cpu]] = true;
        owned[cpu] = found[cpu];
        found[cpu] = noPage;
      },
    },
  ];
}

function takesAtOnce(cpu: number): Action<State>[] {
  return pages.map((page) => ({
    name: `CPU ${cpu} takes page ${page}`,
    when: ({ isTaken, owned }) => owned[cpu] === noPage && isTaken.indexOf(false) === page,
    effect: ({ isTaken, owned }) => {
      isTaken[page] = true;
      owned[cpu] = page;
    },
  }));
}

function frees(cpu: number): Action<State> {
  return {
    name: `CPU ${cpu} frees its page`,
    when: ({ owned }) => owned[cpu] !== noPage,
    effect: ({ isTaken, owned }) => {
      isTaken[owned[cpu]] = false;
      owned[cpu] = noPage;
    },
  };
}
