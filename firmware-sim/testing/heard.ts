/** What has been written to somewhere, and a way to wait until it says something. */
export function heard() {
  let all = ''
  const waiting = new Set<() => void>()
  return {
    write(text: string): void {
      all += text
      for (const look of [...waiting]) look()
    },
    says(what: string | RegExp): Promise<string> {
      return new Promise((resolve) => {
        const look = (): void => {
          if (typeof what === 'string' ? !all.includes(what) : !what.test(all)) return
          waiting.delete(look)
          resolve(all)
        }
        waiting.add(look)
        look()
      })
    },
  }
}
