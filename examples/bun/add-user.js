import { openDatabase } from './database.js'
import { createUsers } from './users.js'

const { DATABASE = 'app.db' } = process.env
const [name] = process.argv.slice(2)
if (name === undefined) throw new Error('Usage: bun add-user.js NAME, with the password on standard input')

// Not an argument, since others on the machine can read those.
const password = (await Bun.stdin.text()).replace(/\n$/, '')
if (password === '') throw new Error('There is no password on standard input.')
if (!createUsers(openDatabase(DATABASE)).add(name, password))
  throw new Error(`${name} has an account already.`)
console.log(`${name} has an account.`)
