/** A cache of object states: a step changes few of them. */
export class KnownStates<State> {
  private readonly states = new Map<number, { readonly key: string; readonly state: State }>();

  /** `key` contains everything that the state of the object depends on. */
  of(handle: number, key: string, read: () => State): State {
    const before = this.states.get(handle);
    if (before?.key === key) return before.state;
    const state = read();
    this.states.set(handle, { key, state });
    return state;
  }
}
