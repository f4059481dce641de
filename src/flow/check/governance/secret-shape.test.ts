import { describe, expect, test } from 'vitest';
import { findSecret } from './secret-shape.ts';

/** Put together here, so that nobody who looks for secrets in this repository finds one. */
const made = (...parts: readonly string[]) => parts.join('');
const chance = 'q7Zt2Lk9Xw4Rb8Nv3Jm6Yc1Hd5Pf0Gs';
const hex = '9f86d081884c7d659a2feaa0c55ad015';

describe('a secret is found', () => {
  test.each([
    [made('sk_', 'live_', '51HxFixtureKey0000'), 'key', 'a Stripe key'],
    [made('rk_', 'test_', '51HxFixtureKey0000'), 'body', 'a Stripe key'],
    [made('whsec', '_', 'Zml4dHVyZUZpeHR1cmVGaXh0'), 'secrets', 'a webhook secret'],
    [made('ghp', '_', 'FixtureFixtureFixture0'), 'notes', 'a GitHub token'],
    [made('github', '_pat_', '11FIXTURE0000000000000'), 'notes', 'a GitHub token'],
    [made('glpat', '-', 'FixtureFixtureFixture0'), 'notes', 'a GitLab token'],
    [made('xoxb', '-', '0000000000-fixture'), 'channel', 'a Slack token'],
    [made('https://hooks.slack', '.com/services/T0000/B0000/', 'FixtureFixtureFixture'), 'path', 'a Slack address'],
    [made('shpat', '_', hex), 'value', 'a Shopify token'],
    [made('AKIA', 'FIXTUREFIXTURE00'), 'notes', 'an AWS key'],
    [made('AIza', 'SyFixtureFixtureFixtureFixture000'), 'query', 'a Google key'],
    [made('ya29', '.', 'a0FixtureFixtureFixture'), 'notes', 'a Google token'],
    [made('SG', '.FixtureFixture000.FixtureFixture000'), 'notes', 'a SendGrid key'],
    [made('eyJhbGciOiJI', '.eyJzdWIiOiIx', '.c2lnbmF0dXJl'), 'expression', 'a signed token'],
    [made('-----BEGIN RSA ', 'PRIVATE KEY-----'), 'code', 'a private key'],
    [made('-----BEGIN ', 'PRIVATE KEY-----\nMIIfixture'), 'code', 'a private key'],
    ['Bearer 0123456789abcdef', 'headers', 'a token of a request'],
    ['Basic cGVuc3RvY2s6Zml4dHVyZTI=', 'Authorization', 'a token of a request'],
    ['https://shop:fixture27@shop.example.com', 'runbook', 'a password in an address'],
    ['postgres://app:fixture@db.example.com/main', 'description', 'a password in an address'],
    ['fixture-key-2027', 'X-Api-Key', 'the value of "X-Api-Key"'],
    ['fixture2027', 'password', 'the value of "password"'],
    ['Fixture!2027', 'db_passwd', 'the value of "db_passwd"'],
    [hex, 'clientSecret', 'the value of "clientSecret"'],
    [hex, 'access_token', 'the value of "access_token"'],
    [hex, 'Authorization', 'the value of "Authorization"'],
    ['{ "password": "fixture2027", "user": login }', 'expression', 'the value of "password"'],
    ['const apiKey = "fixture-2027-key";', 'code', 'the value of "apiKey"'],
    ["{ 'client_secret': 'abc12345def' }", 'body', 'the value of "client_secret"'],
    [chance, 'value', 'a long random text'],
    [`Use ${chance} for now`, 'notes', 'a long random text'],
    [`https://example.com/hook/${chance}`, 'path', 'a long random text'],
    ['aGVsbG8rd29ybGQ/Zm9vYmFyMTIzNDU2Nzg5MA==', 'value', 'a long random text'],
  ])('%s under %s: %s', (text, key, found) => {
    expect(findSecret(text, key)).toBe(found);
  });
});

describe('nothing is found in', () => {
  test.each([
    ['an id', '0f8fad5b-d9cb-469f-a165-70867728950e', 'key'],
    ['an id in capitals', '0F8FAD5B-D9CB-469F-A165-70867728950E', 'id'],
    ['a checksum', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'hash'],
    ['a checksum that says so', 'sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=', 'integrity'],
    ['a commit', '94ca8db0f4d2a1b3c5e7f9081726354453627180', 'notes'],
    ['an image', `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ${chance}`, 'html'],
    ['an external id', '__penstock__.order_to_cash_create_order_SO_1001', 'values'],
    ['a name of a stored secret', 'shop-webhook-2', 'secrets'],
    ['a telling word without digits', 'correct-horse', 'password'],
    ['a placeholder', 'Bearer {{ $vars.token }}', 'Authorization'],
    ['a header that is computed', '{{ token2 }}', 'X-Api-Key'],
    ['an expression about a token', '$steps.login2.token', 'token'],
    ['a field called token', '{ "token": token }', 'expression'],
    ['a field called password, renamed', '{ "hasPassword": $exists(password) }', 'expression'],
    ['a short value', 'abc1', 'token'],
    ['a long name', 'purchaseOrderLineItem2QuantityDelivered', 'expression'],
    ['a long path of fields', 'order.customer.billingAddress.countryCode2Letters', 'expression'],
    ['a path of an address', '/api/v2/Customers/BillingAddresses/2024/InvoiceArchive', 'path'],
    ['a model', 'stock.picking.batch.consignment', 'model'],
    ['an operation of a document', 'PostPaymentIntentsIntentCapture2024', 'operation'],
    ['a date and time', '2027-01-29T16:00:00.000Z', 'since'],
    ['a cron line', '*/15 6-22 * * 1-5', 'cron'],
    ['a time zone', 'America/Argentina/ComodRivadavia', 'zone'],
    ['an IBAN in capitals', 'AT611904300234573201', 'iban'],
    ['a digit string', '123456789012345678901234567890', 'reference'],
    ['a sentence', 'The shop left something out. Mend the order of 2027 and replay it.', 'hint'],
    ['a sentence about tokens', 'The token of the CRM ends after 90 days; ask the CRM team.', 'notes'],
    ['a sentence with a word for a proof', 'Basic information about Bearer authentication', 'notes'],
    ['an address with a port', 'https://odoo.example.com:8069/web', 'url'],
    ['an address with an @', 'https://example.com/@team/notes', 'url'],
    ['a mail address', 'orders@azure.example', 'email'],
    ['a regular expression', '^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}$', 'matches'],
    ['camel case with many numbers', 'address1Line2AndAddress2Line1Merged', 'values'],
    ['letters that repeat', 'Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1Aa1', 'value'],
  ])('%s', (_, text, key) => {
    expect(findSecret(text, key)).toBeUndefined();
  });
});
