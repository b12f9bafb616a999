/** Runs tasks with limited parallelism; the results are in the order of the tasks. */

/** `action` receives a signal that is also aborted when another task fails. */
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
  // All tasks end before the first failure is reported: nothing is left running.
  const ended = await Promise.allSettled(runners);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return answers;
}
