/** Any small graph as a system: nodes are states, edges are transitions. */
import type { Invariant } from '../../src/invariants/invariant.ts';
import type { Choose, Outcome, System, TransitionRecord } from '../../src/model/system.ts';

export interface Edge {
  readonly to: number;
  /** By default 0. */
  readonly facts?: number;
  readonly occasions?: number;
  /** By default 1. */
  readonly steps?: number;
  readonly ends?: boolean;
}

export interface Graph {
  /** The edges of each node; node 0 is the initial one. */
  readonly edges: readonly (readonly Edge[])[];
  /** Nodes where a path may end; by default none. */
  readonly mayStop?: readonly number[];
  /** The state bytes of each node, all of the same length; by default the node number in two bytes. */
  readonly vectors?: readonly (readonly number[])[];
}

/** The claim that no edge has the fact, judged on edges with the occasion of the same number. */
export function noFact(bit: number): Invariant {
  return {
    id: `no-fact-${bit}`,
    claim: `No edge has fact ${bit}.`,
    matters: 'The graph was drawn that way.',
    violatedBy: 1 << bit,
    judgedOn: 1 << bit,
  };
}

export function graphSystem(graph: Graph): System {
  return new GraphSystem(graph);
}

/** The edges of a chain of nodes, each with one edge to the next. */
export function line(length: number): Edge[][] {
  return Array.from({ length }, (_, node) => (node + 1 < length ? [{ to: node + 1 }] : []));
}

class GraphSystem implements System {
  readonly stateLength: number;
  readonly factNames = ['fact 0', 'fact 1', 'fact 2'];
  readonly occasionNames = ['occasion 0', 'occasion 1', 'occasion 2'];
  readonly outcome: Outcome;
  private readonly graph: Graph;
  private readonly vectors: readonly (readonly number[])[];
  private readonly reported: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  private readonly nodeOf: ReadonlyMap<string, number>;
  private node = 0;
  private cursor = 0;
  private label = '';

  constructor(graph: Graph) {
    this.graph = graph;
    this.vectors = graph.vectors ?? graph.edges.map((_, node) => [node & 255, node >> 8]);
    this.stateLength = this.vectors[0].length;
    this.nodeOf = new Map(this.vectors.map((vector, node) => [vector.join(), node]));
    const successor = new Uint8Array(this.stateLength);
    this.reported = { successor, facts: 0, occasions: 0, ends: false, steps: 1 };
    this.outcome = this.reported;
  }

  writeInitial(target: Uint8Array): void {
    target.set(this.vectors[0]);
  }

  load(states: Uint8Array, offset: number): void {
    const node = this.nodeOf.get(states.slice(offset, offset + this.stateLength).join());
    if (node === undefined) {
      throw new Error('a state was loaded that is not in the graph');
    }
    this.node = node;
    this.cursor = 0;
  }

  next(): boolean {
    const edges = this.graph.edges[this.node];
    if (this.cursor >= edges.length) {
      return false;
    }
    this.take(edges[this.cursor++]);
    return true;
  }

  draw(choose: Choose): boolean {
    const edges = this.graph.edges[this.node];
    if (edges.length === 0) {
      return false;
    }
    this.take(edges[choose(edges.length)]);
    return true;
  }

  describe(): TransitionRecord {
    return { label: this.label };
  }

  mayStop(): boolean {
    return this.graph.mayStop?.includes(this.node) ?? false;
  }

  private take({ to, facts = 0, occasions = 0, steps = 1, ends = false }: Edge): void {
    this.label = `${this.node} -> ${to}`;
    this.reported.facts = facts;
    this.reported.occasions = occasions;
    this.reported.ends = ends;
    this.reported.steps = steps;
    this.reported.successor.set(this.vectors[to]);
  }
}
