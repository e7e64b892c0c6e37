//! Rounding of intermediate results that are wider than 34 digits.
use fastnum::U256;

use super::{DIGITS, MAX_EXPONENT, MAX_SCALE, Number};

const fn powers() -> [u128; 39] {
    let mut table = [1u128; 39];
    let mut power = 1;
    while power < 39 {
        table[power] = table[power - 1] * 10;
        power += 1;
    }
    table
}

static POWERS: [u128; 39] = powers();
const LIMIT: u128 = 10u128.pow(DIGITS);

/// 10^power while 128 bits hold it.
pub(super) fn pow10(power: u32) -> Option<u128> {
    POWERS.get(power as usize).copied()
}

/// 10^power, for powers up to 77.
pub(super) fn wide_pow10(power: u32) -> U256 {
    match pow10(power) {
        Some(small) => wide(small),
        None => wide(POWERS[38]) * wide(POWERS[(power - 38).min(38) as usize]),
    }
}

pub(super) fn wide(number: u128) -> U256 {
    U256::from_digits([number as u64, (number >> 64) as u64, 0, 0])
}

fn narrow(number: U256) -> Option<u128> {
    match *number.digits() {
        [low, high, 0, 0] => Some(u128::from(high) << 64 | u128::from(low)),
        _ => None,
    }
}

pub(super) fn digits(number: u128) -> u32 {
    number.checked_ilog10().map_or(1, |power| power + 1)
}

impl Number {
    /// `±coefficient × 10^-scale`, rounded to 34 digits.
    pub(super) fn rounded(coefficient: u128, scale: i32, negative: bool) -> Option<Number> {
        if coefficient < LIMIT && (0..=MAX_SCALE).contains(&scale) {
            return Some(Number::exact(coefficient, scale as i16, negative));
        }
        Number::rounded_sticky(coefficient, scale, negative, false)
    }

    /// As [`Number::rounded`]; `sticky` says that non-zero digits follow the coefficient.
    pub(super) fn rounded_sticky(coefficient: u128, scale: i32, negative: bool, sticky: bool) -> Option<Number> {
        let (mut coefficient, mut scale, mut sticky) = (coefficient, scale, sticky);
        let excess = digits(coefficient).saturating_sub(DIGITS) as i32;
        // Subnormal numbers have fewer digits.
        let excess = excess.max(scale - MAX_SCALE);
        if excess > 0 {
            let Some(power) = pow10(excess as u32) else { return Some(Number::ZERO) };
            let (quotient, rest) = (coefficient / power, coefficient % power);
            let half = power / 2;
            let up = rest > half || (rest == half && (sticky || quotient % 2 == 1));
            coefficient = quotient + u128::from(up);
            scale -= excess;
            sticky = false;
            if coefficient == LIMIT {
                coefficient /= 10;
                scale -= 1;
            }
        }
        debug_assert!(!sticky || digits(coefficient) < DIGITS || scale < 0 || coefficient < LIMIT);
        if coefficient == 0 {
            return Some(Number::ZERO);
        }
        // Clamping as decimal128 does: a large exponent moves into free digits.
        if digits(coefficient) as i32 - 1 - scale > MAX_EXPONENT {
            return None;
        }
        Some(Number::exact(coefficient, i16::try_from(scale).ok()?, negative))
    }

    /// A 256 bit coefficient rounded to 34 digits.
    pub(super) fn rounded_wide(coefficient: U256, scale: i32, negative: bool, sticky: bool) -> Option<Number> {
        if let Some(coefficient) = narrow(coefficient) {
            return Number::rounded_sticky(coefficient, scale, negative, sticky);
        }
        // First down to at most 38 digits, the rest sticks; then the real rounding.
        let bits = 256 - coefficient.leading_zeros();
        let drop = (bits - 127) * 30103 / 100_000 + 1;
        let (quotient, rest) = coefficient.div_rem(wide_pow10(drop));
        let sticky = sticky || !rest.is_zero();
        Number::rounded_sticky(narrow(quotient)?, scale - drop as i32, negative, sticky)
    }
}
