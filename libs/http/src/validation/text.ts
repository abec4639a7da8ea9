const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * Looks for text that no database stores and no hash is defined over: NUL characters and halves of surrogate pairs.
 * @returns JSON pointer to the first one, member names included; undefined when all is text
 */
export function unstorableText(value: unknown, pointer = ''): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : pointer;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (!isStorable(name)) return pointer;
    const found = unstorableText(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
