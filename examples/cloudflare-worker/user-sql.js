import { readFileSync } from 'node:fs'
import { hashPassword } from 'holoband'

// On the machine of whoever administers the Worker: it prints the SQL that adds an account, for `wrangler d1 execute`.
const [name = ''] = process.argv.slice(2)
if (!/^[a-z0-9._-]+$/.test(name))
  throw new Error('Usage: node user-sql.js NAME, with the password on standard input')

// Not an argument, since others on the machine can read those.
const password = readFileSync(0, 'utf8').replace(/\n$/, '')
if (password === '') throw new Error('There is no password on standard input.')
console.log(`INSERT INTO users (name, password) VALUES ('${name}', '${hashPassword(password)}')`)
