//! Lines that continue one another.
