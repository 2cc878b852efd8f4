/** Matrices of plain integers, which share no code with what they are held against. */

/** A matrix as plain arithmetic holds it: residues as signed integers. */
export interface Plain {
  readonly rows: number;
  readonly columns: number;
  readonly scale: number;
  readonly values: readonly bigint[];
}

/** X·Y, the scales add up. */
export function times(x: Plain, y: Plain): Plain {
  const values: bigint[] = [];
  for (let r = 0; r < x.rows; r++)
    for (let c = 0; c < y.columns; c++) {
      let sum = 0n;
      for (let k = 0; k < x.columns; k++)
        sum += x.values[r * x.columns + k]! * y.values[k * y.columns + c]!;
      values.push(sum);
    }
  return { rows: x.rows, columns: y.columns, scale: x.scale + y.scale, values };
}

export function transposed(x: Plain): Plain {
  const values: bigint[] = [];
  for (let c = 0; c < x.columns; c++)
    for (let r = 0; r < x.rows; r++) values.push(x.values[r * x.columns + c]!);
  return { rows: x.columns, columns: x.rows, scale: x.scale, values };
}

export const below = (x: Plain, y: Plain): Plain => ({
  ...x,
  rows: x.rows + y.rows,
  values: [...x.values, ...y.values],
});
