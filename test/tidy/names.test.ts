/** One word, one meaning: exported names of src are unique, and no two types share a name. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, type TextFile } from './files.ts';

interface Declared {
  readonly path: string;
  readonly name: string;
  readonly isType: boolean;
  readonly isExported: boolean;
}

describe('names with two meanings', () => {
  const file = (path: string, text: string): TextFile => ({ path, text });

  test.each([
    ['an export twice', 'export const a = 1;', 'export function a() {}'],
    ['an export and a private namesake', 'export const a = 1;', 'const a = 2;'],
    ['two private types', 'interface a { b: 1 }', 'type a = 2;'],
  ])('%s is reported', (_what, one, other) => {
    expect(namesakes([file('one.ts', one), file('other.ts', other)])).toEqual([
      'a: one.ts, other.ts',
    ]);
  });

  test.each([
    ['two private functions', 'function a() {}', 'const a = 1;'],
    ['a type and its values', 'export const a = 1;\nexport type a = typeof a;', ''],
    ['an import', 'export const a = 1;', "import { a } from './one.ts';"],
    ['a local variable', 'export const a = 1;', 'export function b() { const a = 1; }'],
  ])('%s are not', (_what, one, other) => {
    expect(namesakes([file('one.ts', one), file('other.ts', other)])).toEqual([]);
  });

  test('src has no such names', () => {
    expect(namesakes(filesBelow('src', '.ts'))).toEqual([]);
  });
});

function namesakes(files: readonly TextFile[]): string[] {
  const byName = new Map<string, Declared[]>();
  for (const one of files.flatMap(declaredIn)) {
    byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  }
  return [...byName].flatMap(([name, declared]) => {
    const paths = [...new Set(declared.map(({ path }) => path))];
    const isPublic = declared.some(({ isExported, isType }) => isExported || isType);
    return paths.length > 1 && isPublic ? [`${name}: ${paths.join(', ')}`] : [];
  });
}

function declaredIn({ path, text }: TextFile): Declared[] {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return namesOf(statement).map(([name, isType]) => ({ path, name, isType, isExported }));
  });
}

/** Maps each name to whether it is a type. */
function namesOf(statement: ts.Statement): [string, boolean][] {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return [[statement.name.text, true]];
  }
  if (ts.isClassDeclaration(statement)) return [[statement.name?.text ?? '', true]];
  if (ts.isFunctionDeclaration(statement)) return [[statement.name?.text ?? '', false]];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name }): [string, boolean][] =>
    ts.isIdentifier(name) ? [[name.text, false]] : [],
  );
}
