/**
 * A foldable graph system: a token moves along the edges, and an edge may require and change the
 * token.
 */
import type {
  Choose,
  Fold,
  FoldedSystem,
  Outcome,
  TransitionRecord,
} from '../../src/model/system.ts';

export interface TokenEdge {
  readonly to: number;
  /** The required token; by default any. */
  readonly needs?: number;
  /** Maps the old token to the new one; by default unchanged. */
  readonly makes?: readonly number[];
  /** By default 0. */
  readonly facts?: number;
  readonly occasions?: number;
  /** By default 1. */
  readonly steps?: number;
  readonly ends?: boolean;
}

export interface TokenGraph {
  /** Tokens are numbers below this. */
  readonly tokens: number;
  /** The edges of each node; node 0 with token 0 is the initial state. */
  readonly edges: readonly (readonly TokenEdge[])[];
  /** Nodes where a path may end; by default none. */
  readonly mayStop?: readonly number[];
}

/** A set of tokens is a number with a bit for each: equal sets are equal numbers, and 0 is empty. */
export class FoldedGraph implements FoldedSystem {
  /** The node, then the token. */
  readonly stateLength = 2;
  readonly factNames = ['fact 0', 'fact 1', 'fact 2'];
  readonly occasionNames = ['occasion 0', 'occasion 1', 'occasion 2'];
  readonly outcome: { -readonly [Key in keyof Outcome]: Outcome[Key] } = {
    successor: new Uint8Array(2),
    facts: 0,
    occasions: 0,
    ends: false,
    steps: 1,
  };
  private readonly graph: TokenGraph;
  private node = 0;
  /** The tokens of the loaded state, and whether they are tracked as a set. */
  private tokens = 0;
  private isFolded = false;
  private cursor = 0;
  private image = 0;
  private weight = 0;

  constructor(graph: TokenGraph) {
    this.graph = graph;
  }

  fold(): Fold {
    const graph = this;
    return {
      start: 1,
      end: 2,
      byteLength: 0,
      load: (states, offset, set) => graph.loadTokens(states[offset], set, true),
      get image() {
        return graph.image;
      },
      get weight() {
        return graph.weight;
      },
      setOf: (state) => 1 << state[1],
      sizeOf: (set) => graph.tokensOf(set).length,
      union: (one, other) => one | other,
      without: (one, other) => one & ~other,
      membersOf: (set) => graph.tokensOf(set),
      writeMember: (member, state) => {
        state[1] = member;
      },
      save: () => new Int32Array(),
      restore: () => undefined,
    };
  }

  writeInitial(target: Uint8Array): void {
    target.fill(0);
  }

  load(states: Uint8Array, offset: number): void {
    this.loadTokens(states[offset], 1 << states[offset + 1], false);
  }

  next(): boolean {
    const edges = this.graph.edges[this.node];
    while (this.cursor < edges.length) {
      if (this.take(edges[this.cursor++])) return true;
    }
    return false;
  }

  draw(choose: Choose): boolean {
    const possible = this.graph.edges[this.node].filter(({ needs }) => this.allows(needs) !== 0);
    return possible.length > 0 && this.take(possible[choose(possible.length)]);
  }

  describe(): TransitionRecord {
    return { label: `edge ${this.cursor - 1} of ${this.node}` };
  }

  mayStop(): boolean {
    return this.graph.mayStop?.includes(this.node) ?? false;
  }

  private loadTokens(node: number, tokens: number, isFolded: boolean): void {
    this.node = node;
    this.tokens = tokens;
    this.isFolded = isFolded;
    this.cursor = 0;
  }

  private tokensOf(set: number): number[] {
    return Array.from({ length: this.graph.tokens }, (_, token) => token).filter(
      (token) => (set & (1 << token)) !== 0,
    );
  }

  private allows(needs: number | undefined): number {
    return needs === undefined ? this.tokens : this.tokens & (1 << needs);
  }

  private take(edge: TokenEdge): boolean {
    const { to, needs, makes, facts = 0, occasions = 0, steps = 1, ends = false } = edge;
    const before = this.tokensOf(this.allows(needs));
    if (before.length === 0) return false;
    const after = before.map((token) => makes?.[token] ?? token);
    this.image = after.reduce((set, token) => set | (1 << token), 0);
    this.weight = before.length;
    const { successor } = this.outcome;
    successor[0] = to;
    successor[1] = this.isFolded ? 0 : after[0];
    Object.assign(this.outcome, { facts, occasions, steps, ends });
    return true;
  }
}
