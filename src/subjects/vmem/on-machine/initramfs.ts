/** Writes an initramfs in cpio's newc format, which the kernel unpacks, so that no cpio program is needed. */

export interface ArchivedFile {
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

const regular = 0o100000;
export const directoryMode = 0o040755;
export const consoleMode = 0o020600;
export const executableMode = regular | 0o755;
export const fileMode = regular | 0o644;

export function initramfs(files: readonly ArchivedFile[]): Buffer {
  const parts: Buffer[] = [];
  const end: ArchivedFile = { path: 'TRAILER!!!', mode: 0, content: new Uint8Array(0) };
  for (const [index, file] of [...files, end].entries()) {
    const name = Buffer.from(`${file.path}\0`);
    const [major, minor] = file.device ?? [0, 0];
    const links = 1;
    const fields = [
      index + 1,
      file.mode,
      0,
      0,
      links,
      0,
      file.content.length,
      0,
      0,
      major,
      minor,
      name.length,
      0,
    ];
    const header = `070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`;
    parts.push(
      padded(Buffer.concat([Buffer.from(header), name])),
      padded(Buffer.from(file.content)),
    );
  }
  return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4;
  return Buffer.concat([bytes, Buffer.alloc(missing)]);
}
