//! spatial_index
