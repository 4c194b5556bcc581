declare module 'virtual:languages' {
  /** Every file of `texts/` by its tag; `visitors`: it has the words of the contact form only, and English for the rest; `load` fetches its messages. */
  export const languages: Readonly<
    Record<string, { name: string; visitors: boolean; load: () => Promise<Readonly<Record<string, string>>> }>
  >
}
