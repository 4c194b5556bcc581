/** Packages that a page of dependencies tells of: the back-quoted names in the first cell of its tables' rows. */
export function packagesTold(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => /^\|\s*`/.test(line))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
}
