/** Source texts that a subject reads: each becomes a revision. */

/** A file and its content. */
export interface GivenFile {
  readonly file: string;
  readonly content: Uint8Array;
}

/** A file of a text, as stories name it and as the user did. */
export interface SourceFile {
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** A text in a history: of a commit, or of a patch. */
export interface TextVersion {
  /** Its name in rows. */
  readonly name: string;
  readonly subject: string;
  /** The commit or the message id; null if neither is known. */
  readonly origin: string | null;
  /** The text first, then the additional ones; null if it is missing, with the reason in a note. */
  readonly files: readonly GivenFile[] | null;
  readonly notes: readonly string[];
}

/** A C source in a series of patches: a commit, or what a patch makes of the text before it. */
export interface TextRow {
  readonly name: string;
  /** The subject of the commit or of the patch. */
  readonly changes: string;
  /** The commit or the message id; null if neither is known. */
  readonly origin: string | null;
  /** The text as a revision, `vmem.c@3b9e71654c37`; null if there is none that is understood. */
  readonly text: string | null;
  /** What is to be said of it, such as the reason why there is no text. */
  readonly notes: readonly string[];
  /** The rows before it, the nearest first. */
  readonly before: readonly string[];
}

/** Reads versions one after the other; a text that was read is not read again. */
export interface TextReader {
  /** `text`: a version by that name from now on; null if it is not understood, for the reasons in `notes`. */
  read(version: TextVersion): Pick<TextRow, 'name' | 'text' | 'notes'>;
}

/** What a text defines and uses, by the role in the model, and what is not understood of it. */
export interface TextInspection {
  readonly file: string;
  /** The git blob id. */
  readonly blob: string;
  /** The revision that has this text; null if none is known. */
  readonly revision: string | null;
  readonly entryPoints: readonly string[];
  readonly functions: readonly string[];
  readonly statics: readonly string[];
  readonly steps: readonly string[];
  readonly arithmetic: readonly string[];
  readonly constants: readonly string[];
  /** Options of the configuration that are assumed to be off. */
  readonly takenOff: readonly string[];
  readonly refusals: readonly { readonly position: object; readonly message: string }[];
  /** What a static variable is in the model; empty if nothing in particular. */
  roleOf(name: string): string;
}

export interface CommitRange {
  readonly tree: string;
  /** `A..B`. */
  readonly range: string;
  /** The file in the tree. */
  readonly path: string;
  /** Additional files that define helpers: in the tree, or else on disk. */
  readonly further: readonly string[];
}

export interface PatchSeries {
  readonly mbox: string;
  /** The file that the first patch applies to, or a kernel tree. */
  readonly base: string;
  /** The path of the file in the patches. */
  readonly path: string;
  /** Additional files that define helpers, by their paths in the tree; else on disk, unaffected by patches. */
  readonly further: readonly string[];
  /** The version of the series; null for the newest. */
  readonly version: number | null;
}

export interface PatchedTexts {
  /** Null if the subjects contain none. */
  readonly version: number | null;
  /** The base first. */
  readonly versions: readonly TextVersion[];
}

export interface SubjectTexts {
  /** Where the text is in a tree. */
  readonly path: string;
  /**
   * Reads a text with additional files; the answer names it as a revision from then on. Lazily: what is not
   * understood is an error only when it is reached.
   */
  read(path: string, further: readonly string[], isLazy?: boolean): Promise<string>;
  /** The files of a text that was read here, as they were named, the checked one first; null if it was not. */
  filesOf(name: string): readonly string[] | null;
  /** The files of a text that was read, the checked one first; null if it was not. */
  contentOf(name: string): readonly SourceFile[] | null;
  /** Reads a text by the name that it had before; false if the files now contain another text. */
  readAgain(name: string, path: string, further: readonly string[]): Promise<boolean>;
  /** Reads a text for `SubjectRecordings.replay`. */
  source(path: string, further: readonly string[], isLazy?: boolean): Promise<object>;
  inspect(path: string, further: readonly string[]): Promise<TextInspection>;
  ofCommits(range: CommitRange): Promise<readonly TextVersion[]>;
  ofPatches(series: PatchSeries): Promise<PatchedTexts>;
  /** Reads versions as rows of a series, each based on the previous ones. */
  rows(versions: readonly TextVersion[]): Promise<readonly TextRow[]>;
  reader(): Promise<TextReader>;
}
