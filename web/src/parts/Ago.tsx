import { useLanguage } from '../language/language.tsx'

/** How long ago, with the exact instant at hand. */
export function Ago(props: { at: string }) {
  const { format } = useLanguage()
  return (
    <time dateTime={props.at} title={format.instant(props.at)}>
      {format.ago(props.at)}
    </time>
  )
}
