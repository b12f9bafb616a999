/** A swarm for a display that stays open while plans and servers change. */
import { plannedKinds } from '../planned-kinds.ts';
import { Swarm, type SwarmAddress, shownAddress } from './queue.ts';
import { type SwarmStatus, SwarmWatch } from './status.ts';

export interface SwarmFeed {
  /** The address, without its password. */
  readonly place: string;
  /** Throws if there is no plan, and while the server cannot be reached. */
  look(): Promise<SwarmStatus>;
  close(): Promise<void>;
}

/** Throws `InputError` for a place that cannot be reached. */
export async function swarmFeed(address: SwarmAddress): Promise<SwarmFeed> {
  const waiting = new Set<(error: Error) => void>();
  const swarm = await Swarm.connect(address, (text) => {
    for (const reject of waiting) reject(new Error(text));
  });
  let watched: { readonly watch: SwarmWatch; readonly isReplaced: () => Promise<boolean> } | null =
    null;
  const look = async (): Promise<SwarmStatus> => {
    if (watched === null || (await watched.isReplaced())) {
      const plan = await swarm.plan();
      const watch = new SwarmWatch(swarm, plan, plannedKinds);
      watched = { watch, isReplaced: () => swarm.hasAnother(plan) };
    }
    return (await watched.watch.look()).status;
  };
  return {
    place: shownAddress(address.redis),
    // A request waits for an unreachable server; a display does not.
    look: async () => {
      let stop: (error: Error) => void = () => undefined;
      const gone = new Promise<never>((_, reject) => {
        stop = reject;
        waiting.add(reject);
      });
      try {
        return await Promise.race([look(), gone]);
      } finally {
        waiting.delete(stop);
      }
    },
    close: () => swarm.close(),
  };
}
