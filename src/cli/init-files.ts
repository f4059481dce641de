/** The files of a new workspace, by path: small enough to read, whole enough to run. */
export const initFiles: Readonly<Record<string, string>> = {
  'penstock.yaml': `penstock: 1
name: My workspace
environments: [dev]
`,
  'environments/dev.yaml': `name: dev
purpose: dev
variables:
  reviewLimitMinor: 100000
`,
  'flows/new-order.flow.yaml': `penstock: 1
id: new-order
name: New order
version: 0.1.0
description: Orders of the shop are put into our own shape; large ones are set aside for a person.
owner: sales-operations
lifecycle: active
classification:
  criticality: low
  mode: event
  data: [personal]
decision:
  impact: low
  staleness: 15m
  volume: 60/h
  recovery: 4h
  mode: event
  control: direct
correlation: number
nodes:
  order_received:
    type: webhook@1
    name: Order received
    config:
      path: /orders
      auth:
        scheme: standard-webhooks
        secrets: [shop-webhook]
      dedupe:
        key: id
      contract: shop-order@1
    next: our_order
  our_order:
    type: map@1
    name: Build our order
    config:
      expression: |-
        {
          "reference": number,
          "email": $lowercase(customer.email),
          "totalMinor": $sum([items.(qty * $round(price * 100))])
        }
    next: large_order
  large_order:
    type: branch@1
    name: Large order?
    config:
      cases:
        - port: large
          when: 'totalMinor > $vars.reviewLimitMinor'
      otherwise: usual
    next:
      large: look_at_it
      usual: taken
  look_at_it:
    type: dead-letter@1
    name: Set aside for a person
    config:
      owner: sales-operations
      hint: A large order. Look at it, then replay it or close it.
  taken:
    type: milestone@1
    name: Order taken
    config:
      milestone: taken
      businessKey: reference
`,
  'flows/new-order.tests.yaml': `penstock: 1
flow: new-order
tests:
  - name: a usual order is taken
    given: samples/order.json
    expect:
      state: succeeded
      path: [order_received, our_order, large_order, taken]
  - name: a large order is set aside for a person
    given:
      id: evt_2
      number: SO-2
      customer:
        email: orders@azure.example
      items:
        - sku: VLV-020
          qty: 1000
          price: 18.9
    expect:
      path: [order_received, our_order, large_order, look_at_it]
`,
  'contracts/shop-order@1.schema.json': `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "An order as the shop sends it",
  "type": "object",
  "required": ["id", "number", "customer", "items"],
  "properties": {
    "id": { "type": "string", "minLength": 1, "x-class": "internal" },
    "number": { "type": "string", "minLength": 1, "x-class": "internal" },
    "customer": {
      "type": "object",
      "required": ["email"],
      "properties": { "email": { "type": "string", "minLength": 3, "x-class": "personal" } }
    },
    "items": {
      "type": "array",
      "minItems": 1,
      "items": {
        "type": "object",
        "required": ["sku", "qty", "price"],
        "properties": {
          "sku": { "type": "string", "x-class": "public" },
          "qty": { "type": "integer", "minimum": 1, "x-class": "internal" },
          "price": { "type": "number", "minimum": 0, "x-class": "financial" }
        }
      }
    }
  }
}
`,
  'samples/order.json': `{
  "id": "evt_1",
  "number": "SO-1",
  "customer": { "email": "Orders@Azure.example" },
  "items": [{ "sku": "VLV-020", "qty": 10, "price": 18.9 }]
}
`,
  '.gitignore': `# What a runtime writes is no part of the workspace.
/data/
*.env
`,
};
