exports.label = (count) => (count === 1 ? '1 item' : `${count} items`);
