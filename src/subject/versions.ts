/** The versions of the code that a subject has, and how they follow each other. */

/** A version with repairs that came later, by their commits. */
export interface RepairedVersion {
  readonly name: string;
  readonly commits: readonly string[];
}

/** A version that is read from a source text: a commit or a patch. */
export interface TextVersion {
  readonly name: string;
  readonly subject: string;
  /** `commit` and its id, or the message id; null if neither is known. */
  readonly origin: string | null;
}

/** Reads versions one after the other; a text that was read is not read again. */
export interface TextReader {
  /** `text`: a version by that name from now on; null if it is not understood, for the reasons in `notes`. */
  read(version: TextVersion): {
    readonly name: string;
    readonly text: string | null;
    readonly notes: readonly string[];
  };
}

export interface SubjectVersions {
  /** The version and all that came before it, the newest first. */
  historyOf(name: string): readonly string[];
  /** A version with repairs that another version has, the fewest first. */
  repaired(name: string, repairedBy: string): readonly RepairedVersion[];
  /** Where a version comes from and what it changed: the subject of a patch. */
  sourceOf(name: string): string;
  /** Reads source texts as versions. */
  textReader(): Promise<TextReader>;
}
