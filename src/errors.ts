/**
 * Every error that a user of Clientele can meet, in one table. `docs/reference/errors.md` lists them with what to do;
 * a test holds the two together.
 */
export const errorTable = {
  // How the process is set up
  INVALID_CONFIGURATION: 'The environment has a fault; every fault is listed at once.',
  POSTGRES_UNAVAILABLE: 'The database cannot be reached or started.',
  REDIS_UNAVAILABLE: 'Redis cannot be reached.',
  DATABASE_NOT_MIGRATED: 'The database is not at the version of this program.',
  // Command line
  INVALID_ARGUMENT: 'An argument is missing, unknown or out of its range.',
  // Files
  FILE_NOT_READABLE: 'The file is missing or cannot be read.',
  FILE_EMPTY: 'The file has no rows.',
  FILE_TRUNCATED: 'The compressed or Parquet file is cut off or damaged.',
  FILE_BINARY: 'The file is neither text, nor gzip of text, nor Parquet.',
  COLUMNS_MISSING: 'Columns that the mapping needs are not in the file.',
  COLUMNS_AMBIGUOUS: 'The header names a column twice.',
  MAPPING_INVALID: 'The mapping file has a fault.',
  // Rows and live events
  ROW_MALFORMED: 'The row cannot be split into its columns.',
  FIELD_MISSING: 'A field that this kind of row needs is empty.',
  FIELD_INVALID: 'A field does not hold what it should.',
  FIELD_TOO_LONG: 'A field is longer than its limit.',
  TIMESTAMP_INVALID: 'The time cannot be read.',
  TIMESTAMP_OUT_OF_RANGE: 'The time is before 1990 or more than a day ahead.',
  TYPE_UNKNOWN: 'The event type is not one of the known ones.',
  PRICE_INVALID: 'The price is not a number the event can have.',
  QUANTITY_INVALID: 'The quantity is not a number the event can have.',
  RATING_INVALID: 'The rating is not between 1 and 5.',
  NOTHING_ACCEPTED: 'Every row of an import was rejected.',
  // HTTP
  BAD_REQUEST: 'The request is not GraphQL over HTTP.',
  METHOD_NOT_ALLOWED: 'The address does not answer this method.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not plain application/json.',
  REQUEST_TOO_LARGE: 'The request is larger than the limit.',
  // The document, as GraphQL itself finds it
  GRAPHQL_PARSE_FAILED: 'The query is not a GraphQL document.',
  GRAPHQL_VALIDATION_FAILED: 'The query does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document does not say which of its operations to run.',
  // The API
  UNAUTHENTICATED: 'No key, or one that is unknown, expired or revoked.',
  FORBIDDEN: 'The key does not have the scope that this needs.',
  NOT_FOUND: 'Nothing has this id or key.',
  BAD_USER_INPUT: 'An argument of the operation is out of its range.',
  CATEGORY_UNKNOWN: 'No product is of this category.',
  PRODUCT_UNKNOWN: 'The shop knows no product by this id.',
  ATTRIBUTE_UNKNOWN: 'No product has this attribute.',
  RECOMMENDER_UNAVAILABLE: 'The part that answers live recommendations does not answer just now.',
  CURSOR_INVALID: 'The cursor is not one of this list.',
  CURSOR_EXPIRED: 'The list that the cursor belongs to is no longer kept; start again.',
  QUERY_TOO_COMPLEX: 'The operation asks for too much at once.',
  KEY_REUSED: 'The key was used before, for something else.',
  RULE_INVALID: 'The rule of a segment has a fault; every fault is told with its path.',
  SEGMENT_IN_USE: 'Something else still needs this segment, or its key.',
  SNAPSHOT_IN_USE: 'Somebody is reading the snapshot.',
  LIST_IN_USE: 'Something else still needs this list, or its key.',
  CAMPAIGN_IN_USE: 'The rule of a segment asks what this campaign does, or it is part of a comparison that runs.',
  CAMPAIGN_STATUS: 'The campaign is not in a status that allows it.',
  COUPON_NOT_YET: 'The coupon cannot be redeemed before the time given.',
  COUPON_EXPIRED: 'The coupon is past its validity.',
  COUPON_REDEEMED: 'The coupon was redeemed for as many orders as it is good for.',
  COUPON_OF_ANOTHER: 'The coupon was sent to somebody else.',
  COUPON_NOT_APPLICABLE: 'The order does not meet what the coupon asks for.',
  RUN_NOT_PROMOTABLE: 'Only a run that was published or archived can be promoted.',
  RUN_NOT_READABLE: 'The run has no rows to read: it was never published, or is no longer kept.',
  NOTHING_TO_COMPUTE: 'There is no behaviour to compute from.',
  NOT_COMPUTED: 'What this needs has not been computed yet.',
  // Model runs and their jobs
  INSUFFICIENT_DATA:
    'The shop has too little behaviour for this model yet; the run says what, how much there is and how much it takes.',
  COMPUTE_FAILED: 'The mathematics of a run ended with an error, or ran out of memory.',
  INPUT_MISSING: 'The run that this one builds on did not come to an end.',
  GATE_BASELINE_WON:
    'What was learned foretells no better than the best of the naive models, beyond noise; what is published stays.',
  GATE_LOGGED_WON: 'What was learned is not known to bring more than what was done; what is published stays.',
  GATE_NONE_WON: 'What was learned is not known to bring more than sending nothing; what is published stays.',
  GATE_POPULARITY_WON: 'What was computed finds no more than what is popular; what is published stays.',
  GATE_PUBLISHED_WON: 'What was computed finds less than what is published; that stays.',
  RUN_INTERRUPTED: 'The workers of the run died or were lost before it came to an end.',
  SUPERSEDED: 'A later recompute of the same kinds took the place of the run.',
  INTERNAL: 'Something unexpected; the log has it under the reference given.',
} as const

export type ErrorCode = keyof typeof errorTable

/** An expected failure: its message is for the person who can do something about it. */
export class CodedError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CodedError'
    this.code = code
  }
}

/** The failures that a mutation answers with as data: GraphQL tells its types apart by these classes. */
export class NotFoundError extends CodedError {}
export class InvalidInputError extends CodedError {}
export class ConflictError extends CodedError {}

const dataClasses = {
  NOT_FOUND: NotFoundError,
  BAD_USER_INPUT: InvalidInputError,
  KEY_REUSED: ConflictError,
  RULE_INVALID: InvalidInputError,
  QUERY_TOO_COMPLEX: ConflictError,
  SEGMENT_IN_USE: ConflictError,
  SNAPSHOT_IN_USE: ConflictError,
  LIST_IN_USE: ConflictError,
  CAMPAIGN_IN_USE: ConflictError,
  CAMPAIGN_STATUS: ConflictError,
  COUPON_NOT_YET: ConflictError,
  COUPON_EXPIRED: ConflictError,
  COUPON_REDEEMED: ConflictError,
  COUPON_OF_ANOTHER: ConflictError,
  COUPON_NOT_APPLICABLE: ConflictError,
  RUN_NOT_PROMOTABLE: ConflictError,
  NOTHING_TO_COMPUTE: ConflictError,
  NOT_COMPUTED: ConflictError,
} as const satisfies Partial<Record<ErrorCode, typeof CodedError>>

/** The same failure as a mutation's data, where it is one that the caller may expect; anything else as it is. */
export const asData = (error: unknown): unknown => {
  if (!(error instanceof CodedError) || !(error.code in dataClasses)) return error
  const DataError = dataClasses[error.code as keyof typeof dataClasses]
  return new DataError(error.code, error.message, { cause: error })
}
