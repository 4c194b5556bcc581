import { type RefCallback, useCallback, useState } from 'react'

/** How wide an element is at present, pixels: a drawing whose unit is a pixel keeps its handles as large as fingers. @param first until it is known */
export function useWidth(first: number): [width: number, ref: RefCallback<HTMLElement>] {
  const [width, setWidth] = useState(first)
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const measure = (): void => setWidth(Math.max(200, Math.round(element.clientWidth)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, ref]
}
