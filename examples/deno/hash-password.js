import { hashPassword } from 'holoband'

// From standard input, since others on the machine can read the arguments of a program.
const password = await new Response(Deno.stdin.readable).text()
console.log(hashPassword(password.replace(/\n$/, '')))
