import { SETTINGS, type Setting } from './settings.ts'

/** `docs/configuration.md`, made from the declarations; a test keeps the two alike. */
export function configurationPage(): string {
  const settings: Setting<unknown>[] = Object.values(SETTINGS)
  const rows = settings.map(({ name, meaning, otherwise }) => `| \`${name}\` | ${meaning} | ${otherwise} |`)
  return `# Configuration

Koppel is configured by the environment alone, and runs without any of it. All faults are told at once, with exit code 78 (\`EX_CONFIG\`), before
anything is started.

- A twin of each name with \`_FILE\` behind it reads the value from that file, for secrets that should not stand in an environment. To give both is
  a fault. One line break at the end of the file does not count.
- An empty value is an absent one.
- A name that begins with \`KOPPEL_\` and is not listed is a fault: it is usually a typing mistake. \`KOPPEL_URL\` and \`KOPPEL_TOKEN\` belong to the
  command line and are ignored here; so are \`KOPPEL_TEST_*\`, \`KOPPEL_HW_*\` and \`KOPPEL_SOAK\`.

| name | what it is for | when it is absent |
| ---- | -------------- | ----------------- |
${rows.join('\n')}
`
}
