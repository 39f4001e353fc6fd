-- The places of whoever asks, or the one of them that was asked for.
SELECT pl.id, pl.name, pl.zone FROM unnest(my_places_of(:only_place)) AS m (id) JOIN place pl ON pl.id = m.id
