// @odata/client reads and writes through a running installation.
//
// RELATA_URL is its address (http://127.0.0.1:7171), RELATA_TOKEN an API token of an administrator.
// The first run installs the client beside this file (or in RELATA_CLIENTS).

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = '@odata/client@2.21.10'

/** Loads the client, installed where nothing else is touched. */
function client() {
  const base = process.env.RELATA_CLIENTS ?? join(dirname(fileURLToPath(import.meta.url)), '.clients')
  const place = resolve(base, 'odata-client')
  if (!existsSync(join(place, 'node_modules', '@odata', 'client'))) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'package.json'), '{"private":true}\n')
    execFileSync('npm', ['install', '--silent', '--no-fund', '--no-audit', PACKAGE], { cwd: place, stdio: 'inherit' })
  }
  return createRequire(join(place, 'package.json'))('@odata/client')
}

const { OData } = client()
const root = process.env.RELATA_URL.replace(/\/$/, '')
const service = OData.New4({
  serviceEndpoint: `${root}/odata/v4/`,
  commonHeaders: { Authorization: `Bearer ${process.env.RELATA_TOKEN}` },
})
const companies = service.getEntitySet('companies')
const contacts = service.getEntitySet('contacts')
const mark = `odata-client ${process.pid}`

const company = await companies.create({ name: mark, address_city: 'Kyiv' })
assert.ok(company.id, 'the key of a new record comes back')
const contact = await contacts.create({ name: `Ada ${mark}`, company_id: company.id })

const byName = service.newFilter().property('name').eq(mark)
const found = await companies.query(service.newOptions().filter(byName).orderby('name', 'asc').select(['id', 'name', 'address_city']))
assert.deepEqual(found.map((one) => one.address_city), ['Kyiv'])

const byCompany = service.newFilter().property('company_id').eq(company.id)
const [ada] = await contacts.query(service.newOptions().filter(byCompany).expand('company'))
assert.equal(ada.company.name, mark)

await companies.update(company.id, { address_city: 'Lviv' })
assert.equal((await companies.retrieve(company.id)).address_city, 'Lviv')
assert.equal(await companies.count(byName), 1)

await contacts.delete(contact.id)
await companies.delete(company.id)
assert.equal(await companies.count(byName), 0)
console.log('@odata/client: created, found, expanded, changed and deleted')
