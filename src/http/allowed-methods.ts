/** Which methods an address takes, for 405 and its `Allow` (RFC 9110 §15.5.6): the router itself knows only of matches. */
export type AllowedMethods = {
  note(pattern: string, methods: string | readonly string[]): void
  /** Empty for an address that takes none. */
  of(path: string): readonly string[]
}

/** Starts empty; every route is noted as it is registered. */
export function allowedMethods(): AllowedMethods {
  const routes: { pattern: readonly string[]; methods: Set<string> }[] = []
  return {
    note(url, methods) {
      if (url.includes('*')) return
      const pattern = url.split('/')
      const known = routes.find((route) => route.pattern.join('/') === url)
      const all = [methods].flat()
      if (known) for (const method of all) known.methods.add(method)
      else routes.push({ pattern, methods: new Set(all) })
    },
    of(path) {
      const parts = path.split('/')
      const fits = routes.filter(
        ({ pattern }) =>
          pattern.length === parts.length && pattern.every((part, at) => part.startsWith(':') || part === parts[at]),
      )
      return [...new Set(fits.flatMap(({ methods }) => [...methods]))].sort()
    },
  }
}
