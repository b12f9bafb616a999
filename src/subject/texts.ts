/** Source texts that a subject reads: each becomes a revision. */

export interface GivenFile {
  readonly file: string;
  readonly content: Uint8Array;
}

/** A file of a text: its name in stories, and its path. */
export interface SourceFile {
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** A text in a history, at a commit or after a patch. */
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

/** A C source in a series of patches: at a commit, or after applying a patch to the previous text. */
export interface TextRow {
  readonly name: string;
  /** The subject of the commit or of the patch. */
  readonly changes: string;
  /** The commit or the message id; null if neither is known. */
  readonly origin: string | null;
  /** The text as a revision, `vmem.c@3b9e71654c37`; null if there is no supported text. */
  readonly text: string | null;
  /** Remarks, such as the reason why there is no text. */
  readonly notes: readonly string[];
  /** The rows before it, the nearest first. */
  readonly before: readonly string[];
}

/** Reads versions one after the other, each text once. */
export interface TextReader {
  /** `text`: the name of the new version; null if it is not supported, with the reasons in `notes`. */
  read(version: TextVersion): Pick<TextRow, 'name' | 'text' | 'notes'>;
}

/** What a text defines and uses, by role in the model, and the parts that are not supported. */
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
  /** The role of a static variable in the model; empty for most. */
  roleOf(name: string): string;
}

export interface CommitRange {
  readonly tree: string;
  /** `A..B`. */
  readonly range: string;
  /** The file in the tree. */
  readonly path: string;
  /** Additional files that define helpers: in the tree, else on disk. */
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
  /** Null if no subject contains one. */
  readonly version: number | null;
  /** The base first. */
  readonly versions: readonly TextVersion[];
}

export interface SubjectTexts {
  /** The path of the text in a tree. */
  readonly path: string;
  /**
   * Reads a text with additional files; the answer is its name as a revision. Lazily: unsupported
   * parts are errors only when they are reached.
   */
  read(path: string, further: readonly string[], isLazy?: boolean): Promise<string>;
  /** The files of a text that was read here, as named by the user; null for other texts. */
  filesOf(name: string): readonly string[] | null;
  /** The files of a loaded text, the checked one first; null for other texts. */
  contentOf(name: string): readonly SourceFile[] | null;
  /** Reads a text by its earlier name; false if the files now contain another text. */
  readAgain(name: string, path: string, further: readonly string[]): Promise<boolean>;
  inspect(path: string, further: readonly string[]): Promise<TextInspection>;
  ofCommits(range: CommitRange): Promise<readonly TextVersion[]>;
  ofPatches(series: PatchSeries): Promise<PatchedTexts>;
  /** Reads versions as rows of a series, each based on the previous ones. */
  rows(versions: readonly TextVersion[]): Promise<readonly TextRow[]>;
  reader(): Promise<TextReader>;
}
