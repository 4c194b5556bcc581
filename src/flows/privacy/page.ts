import { HOLDINGS, NOTHING_HELD } from './holdings.ts'

const HEAD = `# What is kept about people

Made from the lists in \`src/flows/privacy/\` (\`npx vitest run test/privacy -u\`); a test fails when a table of the ledger stands on neither.

**A copy** (GDPR articles 15 and 20): an owner downloads everything about the account and its users on the console's account page, or by \`koppel account export --out FILE\`: a zip with a
README in their language, each table below as JSON and as CSV, and what each device measured while it was theirs as CSV. What is sealed at rest (numbers, addresses, messages, the licence code) is in
clear there. Passwords, keys and hashes are not in it. Each export is audited.

**An end** (article 17): an owner asks for it with the password once more, on the same page or by \`koppel account close --password -\`. All owners are told by e-mail. For 14 days it can be taken back
(\`koppel account keep\`); then sessions end and everything below is deleted, step by step, what devices measured first: from the embedded store and from InfluxDB 1 and 2 series by series, while InfluxDB 3
deletes nothing and only what leads to a series goes. A crash in between is no harm: it goes on at the next start. Users who belong to another account as well stay. Devices become nobody's, with their SIM and what it carries, a
dongle with its licences, and
can be registered again. What the account was about to agree on with another (a change of ownership, a merge) is cancelled when closing is asked for, and the other side is told where it is known; until it
is kept after all, nothing comes to it: it neither takes a device nor has a part in a merge (\`account-closing\`).

**What stays** stands under a pseudonym, \`closed:<id>\`, that leads to nobody: what bookkeeping must show, and that codes were used. An invoice keeps its buyer until seven years after the end of its year (Swedish
Bokföringslag 1999:1078, 7 kap. 2 §); then the buyer is taken off it. Backups and PostgreSQL's own log are out of reach, and are to be kept no longer than their purpose asks. So are mails that have left:
where no server for them is configured, the last 1 000 lie as files in \`mail/\` of the data directory.

**The contact form** (\`/#/contact\` on the console) is open to anybody, in every language of the house. With a message are kept the wording of the consent that was shown (\`contact-2026-3\`), its language and the
time. A mail confirms it, with a link that withdraws the consent, once: message, answers and the mails about them are erased, and what stays is that there was a message and that it was withdrawn. Whoever
was signed in writes for their account: it is in the copy, goes with the account, and moves in a merge; other messages are erased by that link, by staff on demand (\`koppel contact erase\`), or 6 calendar
months (\`KOPPEL_CONTACT_KEEP_MONTHS\`) after they were closed, or after our last answer where nobody closed them. One that was neither answered nor
closed is erased a year after it came, whatever the wording then in force; long before, the alert \`KoppelContactUnanswered\` says that its sender waits ([operations.md](operations.md)).

**The certificate** says what was deleted, what stays and why, without a word of whose it was. It is signed (Ed25519) with the house's key for receipts over \`koppel/v1/erasure\\0\` and the text of \`body\`, and goes to the owners by a last mail. Rows and series
are counted in the transactions that erase them and the counts are kept with the closing, so that an erasure that was interrupted certifies all that it has done; a series that was erased in the telemetry store just
before a crash is asked for again and counted once.
`

/** \`docs/privacy.md\`. */
export function privacyPage(): string {
  const rows = HOLDINGS.map(({ table, holds, end }) => {
    const then = end.is === 'deleted' ? 'deleted' : `${end.is}: ${end.why}`
    return `| \`${table}\` | ${holds} | ${then} |`
  })
  const nothing = Object.entries(NOTHING_HELD).map(([table, why]) => `| \`${table}\` | ${why} |`)
  return [
    HEAD,
    '| table | what it holds | when the account is closed |\n| --- | --- | --- |',
    ...rows,
    '\n## Tables that hold nothing of anybody\n\n| table | why |\n| --- | --- |',
    ...nothing,
    '',
  ].join('\n')
}
