//! Chance that depends on nothing but where it is asked for.
//!
//! Every draw has an address. Two policies that show one card on one day draw the same
//! number there, so that what differs between them is the policy and not the luck.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// A generator for one address.
pub(crate) fn at(address: &[u64]) -> Xoshiro256PlusPlus {
    let seed = address.iter().fold(SEED, |seed, part| {
        (seed ^ part)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    });
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The seed of the whole simulation.
const SEED: u64 = 0x0005_7A4C_A4D5;

/// A draw from the normal distribution (Box and Muller).
pub(crate) fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
    let (radius, turn): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
}

/// A factor around 1 whose logarithm is normal.
pub(crate) fn factor(rng: &mut Xoshiro256PlusPlus, spread: f64) -> f64 {
    (spread * normal(rng)).exp()
}
