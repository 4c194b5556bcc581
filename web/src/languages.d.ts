declare module 'virtual:languages' {
  /** Every file of `texts/` by its tag; `load` fetches its messages. */
  export const languages: Readonly<
    Record<string, { name: string; load: () => Promise<Readonly<Record<string, string>>> }>
  >
}
