/** Runs many tasks, a few at a time; the answers come in the order of the tasks, whoever was first. */

/** `action` is handed a signal that also tells that another task has failed. */
export async function runAtOnce<Task, Answer>(
  tasks: readonly Task[],
  most: number,
  signal: AbortSignal,
  action: (task: Task, index: number, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  let next = 0;
  const takeTasks = async (): Promise<void> => {
    while (next < tasks.length && !failing.signal.aborted) {
      const index = next++;
      answers[index] = await action(tasks[index], index, either);
    }
  };
  const runners = Array.from({ length: Math.min(most, tasks.length) }, async () => {
    try {
      await takeTasks();
    } catch (error) {
      failing.abort();
      throw error;
    }
  });
  // All of them come to rest before the first failure is told: nothing is left running.
  const ended = await Promise.allSettled(runners);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return answers;
}
