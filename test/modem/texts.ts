/** What the house says and hears by SMS (seeds 000 and 003), and what a codec gets wrong: each is read back by a foreign client. */
export const TEXTS = {
  'the verification message': 'Tracker-säkerhetskod 123456 ABcDefGHI1R',
  'an advice in Swedish': 'Licenskod: Denna kod hittar du i appen under menyn "Licensinformation" Spara denna kod!',
  'an unlock code': 'OK: Ihr Freischalt-Code lautet "3546-7F7E-DB74-3B66"',
  'a number that is not registered': 'Ihre Rufnummer ist nicht für den automatisierten Abruf registriert',
  'a changed user information': 'Benutzer-Information wurde geändert',
  'the syntax, with brackets': 'Syntax: cl.[Lizenz-Typ].[Lizenz-Nummer]  {~^|\\}',
  'quotation marks that the GSM alphabet has not': 'mit dem Buchstaben „E“ für die E-Protokoll-Erweiterung',
  '200 characters with ü and €': '1 Punkt für 12 €, über 5 Punkte: 50 € '.padEnd(200, 'Update für 8 €, '),
  'the letters of the alphabet': '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà',
  'an emoji where a part ends': `${'Der Hund läuft weit. '.repeat(3)}ÄÖÜ🐕${' Sein Halsband sagt wohin.'.repeat(3)}`,
} as const
