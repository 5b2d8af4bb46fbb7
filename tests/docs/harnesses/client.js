/** @import { Harness } from '../support/programs.js' */

const fetchOfOrders = 'const auth = { fetch: async () => Response.json({ id: 7 }) }'

/** @type {Readonly<Record<string, Harness>>} */
export const clientHarnesses = Object.freeze({
  'page-fetch': { in: 'page', outcome: 'await response.json()', expected: { item: 1 } },
  'page-session': {
    in: 'page',
    outcome: 'auth.session',
    expected: { status: 'signed-out', reason: 'logout' },
  },
  react: {
    in: 'node',
    before: `
      import { createElement } from 'react'
      import { renderToStaticMarkup } from 'react-dom/server'`,
    after: `
      const auth = { onChange: () => () => {}, session: { status: 'signed-in', claims: { name: 'Ada' } } }
      console.log(renderToStaticMarkup(createElement(Greeting, { auth })))`,
    // What is rendered on a server begins with the session that is not known yet.
    prints: ['Please sign in'],
  },
  axios: {
    in: 'node',
    before: `import axios from 'axios'\n${fetchOfOrders}`,
    after: "console.log((await api.get('https://app.example/api/orders')).data.id)",
    prints: ['7'],
  },
  ky: {
    in: 'node',
    before: `import ky from 'ky'\n${fetchOfOrders}`,
    after: "console.log((await api.get('https://app.example/api/orders').json()).id)",
    prints: ['7'],
  },
})
