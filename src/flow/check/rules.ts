import type { CheckRule } from './rule.ts';
import { answerMissing } from './rules/answer-missing.ts';
import { arrayNotKept } from './rules/array-not-kept.ts';
import { askNotDeclared } from './rules/ask-not-declared.ts';
import { bodyMisplaced } from './rules/body-misplaced.ts';
import { configRefused } from './rules/config-refused.ts';
import { connectionUnknown } from './rules/connection-unknown.ts';
import { connectionWrongKind } from './rules/connection-wrong-kind.ts';
import { contractUnknown } from './rules/contract-unknown.ts';
import { cycle } from './rules/cycle.ts';
import { eachKeyMissing } from './rules/each-key-missing.ts';
import { earlierIdTaken } from './rules/earlier-id-taken.ts';
import { edgeAcrossScope } from './rules/edge-across-scope.ts';
import { edgeDoubled } from './rules/edge-doubled.ts';
import { edgeIntoTrigger } from './rules/edge-into-trigger.ts';
import { edgeToUnknownNode } from './rules/edge-to-unknown-node.ts';
import { environmentVariableMissing } from './rules/environment-variable-missing.ts';
import { expressionRefused } from './rules/expression-refused.ts';
import { idTaken } from './rules/id-taken.ts';
import { itemOutsideEach } from './rules/item-outside-each.ts';
import { keyMisplaced } from './rules/key-misplaced.ts';
import { mergeSingleInput } from './rules/merge-single-input.ts';
import { noTrigger } from './rules/no-trigger.ts';
import { notInBody } from './rules/not-in-body.ts';
import { onFailureUnknown } from './rules/on-failure-unknown.ts';
import { operationMisused } from './rules/operation-misused.ts';
import { operationNotAllowed } from './rules/operation-not-allowed.ts';
import { operationUnknown } from './rules/operation-unknown.ts';
import { optionalWithoutFallback } from './rules/optional-without-fallback.ts';
import { otherwiseMissing } from './rules/otherwise-missing.ts';
import { parameterMissing } from './rules/parameter-missing.ts';
import { parameterUnknown } from './rules/parameter-unknown.ts';
import { pivotMisplaced } from './rules/pivot-misplaced.ts';
import { portDoubled } from './rules/port-doubled.ts';
import { portUnknown } from './rules/port-unknown.ts';
import { portWithoutEdge } from './rules/port-without-edge.ts';
import { respondUnheard } from './rules/respond-unheard.ts';
import { retryUnsafe } from './rules/retry-unsafe.ts';
import { runFieldUnknown } from './rules/run-field-unknown.ts';
import { secretUnknown } from './rules/secret-unknown.ts';
import { severalDeliveries } from './rules/several-deliveries.ts';
import { stepNotBefore } from './rules/step-not-before.ts';
import { stepWithoutUndo } from './rules/step-without-undo.ts';
import { textEvaluated } from './rules/text-evaluated.ts';
import { timeoutMissing } from './rules/timeout-missing.ts';
import { undoUnknown } from './rules/undo-unknown.ts';
import { undoUnused } from './rules/undo-unused.ts';
import { undoWithEdges } from './rules/undo-with-edges.ts';
import { unknownNodeType } from './rules/unknown-node-type.ts';
import { unknownVariable } from './rules/unknown-variable.ts';
import { unreachableNode } from './rules/unreachable-node.ts';

/**
 * Every structural rule, in the order of the reference page. Explicit, so that a reader finds all of them here and
 * a rule nobody lists is an unused file.
 */
export const checkRules: readonly CheckRule[] = [
  idTaken,
  earlierIdTaken,
  unknownNodeType,
  configRefused,
  bodyMisplaced,
  notInBody,
  noTrigger,
  cycle,
  edgeToUnknownNode,
  edgeAcrossScope,
  edgeIntoTrigger,
  edgeDoubled,
  portUnknown,
  portDoubled,
  otherwiseMissing,
  portWithoutEdge,
  unreachableNode,
  severalDeliveries,
  mergeSingleInput,
  eachKeyMissing,
  undoUnknown,
  undoWithEdges,
  undoUnused,
  stepWithoutUndo,
  pivotMisplaced,
  expressionRefused,
  unknownVariable,
  textEvaluated,
  stepNotBefore,
  itemOutsideEach,
  runFieldUnknown,
  environmentVariableMissing,
  arrayNotKept,
  keyMisplaced,
  askNotDeclared,
  retryUnsafe,
  timeoutMissing,
  optionalWithoutFallback,
  respondUnheard,
  answerMissing,
  connectionUnknown,
  connectionWrongKind,
  operationUnknown,
  operationNotAllowed,
  operationMisused,
  parameterMissing,
  parameterUnknown,
  contractUnknown,
  secretUnknown,
  onFailureUnknown,
];
