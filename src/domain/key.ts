/** How segments, lists and the like are called by programs: 1 to 64 small letters, digits, dots, dashes and underscores, a letter or a digit first. */
export const keyShape = /^[a-z0-9][a-z0-9._-]{0,63}$/
